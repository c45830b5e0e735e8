"""Observers, parties and media: who is accredited, their own copies of protocols, complaints and their terms."""
