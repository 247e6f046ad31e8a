{{ config(materialized='view') }}

-- A view: a second copy of a long chain history would cost as much as the first
{{ staged_option_quotes('raw_cboe__spx_option_quotes') }}
