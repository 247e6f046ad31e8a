{{ config(materialized='view') }}

{{ staged_option_quotes('raw_cboe__spx_option_quotes') }}
