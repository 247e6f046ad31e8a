"""What `alvh sweep --help` says; apart, so that the command line need not import a sweep to know it."""

SWEEP_HELP = """Backtest every combination that the file SPEC asks for, on the published market.

\b
SPEC is TOML (docs/examples/sweep.toml is one to start from):
  name, preset, baseline   the sweep's own name (as the file's), and the base it varies
  scenario                 mid | expected | bid_ask | stressed   [expected]; of fills: a premium is sized at the
                           ask of the usual spread in all of them
  stop                     { multiple = 2.0, level = "condor" | "book" }   [none]
  earns_interest           interest on the account's cash   [false]
  [grid]                   "path" = [values]; every combination is run. A path is preset.<key>,
                           preset.layers.<number>.<key>, baseline.<key>, scenario, stop or earns_interest

Results: sweep.fct_sweep of the published warehouse, with the hashes of spec, inputs and code. A sweep that
was stopped goes on where it was. ALVH_SWEEP_THREADS and ALVH_SWEEP_CLUSTER say where it runs.
"""
