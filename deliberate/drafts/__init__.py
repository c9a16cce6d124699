"""What people began to write and have not sent."""
