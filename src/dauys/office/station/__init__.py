"""The count at the station: in the law's order, with a line or without; papers sent once, whatever carried them."""
