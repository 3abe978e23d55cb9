"""Reading a document as a whole: files in, claims out."""
