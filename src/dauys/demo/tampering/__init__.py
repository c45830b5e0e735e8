"""Every way in which a bundle can be tampered with, as a table; an eventful election to try it on; and the drill that does."""
