"""`alvh sweep`: many configurations of a preset and a condor on the published market."""
