"""What a panellist hands in before the week: statement, factsheet, proposals, video; and who may read it, from when."""
