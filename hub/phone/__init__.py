"""The phone worker: a process of its own that rings, speaks and hears keys, by SIP."""
