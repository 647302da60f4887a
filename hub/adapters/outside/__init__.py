"""What the watchdog outside the hub looks and tells by."""
