"""What rules say in the words of IAM: AWS then refuses what the pack would block, whoever asks."""
