"""The library: every dossier of the store on one shelf, in a browser or as files."""
