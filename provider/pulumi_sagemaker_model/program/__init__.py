"""What runs in the program's process, beside `Model` itself: its options, the paths in them, secrets, hidden files."""
