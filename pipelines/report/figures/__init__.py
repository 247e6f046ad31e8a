"""Charts of the report: frames in, plotly figures out. Pure."""
