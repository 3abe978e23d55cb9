"""One file a migration; a store of a new version of Assay is brought here before anything else happens."""
