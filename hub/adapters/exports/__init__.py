"""What is taken away from the hub as a file: tables for a spreadsheet, and pages to print."""
