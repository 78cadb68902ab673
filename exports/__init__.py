"""Paper and files: letters, reports, spreadsheets in and out, sealed packages."""
