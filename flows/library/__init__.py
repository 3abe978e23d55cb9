"""The library: every dossier of the store on one index, in a browser or as files."""
