"""Work that no request waits for: rows written with what asks for it, done later by whoever looks for due ones."""
