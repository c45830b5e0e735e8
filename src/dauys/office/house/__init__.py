"""What all rooms of the office share: the page's frame, words, languages, and the one policy of who may ask for what."""
