"""What any such app would need and that knows no word of the UPR: time, transactions, mail, jobs, audit, live."""
