"""What those who teach, and fellow students, say of what somebody did in an assignment, and when it is told."""
