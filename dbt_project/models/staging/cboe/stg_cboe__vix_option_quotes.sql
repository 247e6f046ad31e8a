{{ config(materialized='view') }}

{{ staged_option_quotes('raw_cboe__vix_option_quotes') }}
