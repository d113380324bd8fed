"""Travel grants, decided apart from who speaks; then travel details, receipts, invitation letters and visas."""
