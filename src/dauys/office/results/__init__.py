"""Results: what commissions sum up and sign, what is still open, declarations and mandates."""
