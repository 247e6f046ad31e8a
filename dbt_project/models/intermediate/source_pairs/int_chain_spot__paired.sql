with

quotes as (

    select * from {{ ref('stg_cboe__spx_option_quotes') }}
    where underlying_pts > 0 and not is_off_close

),

indices as (

    select * from {{ ref('stg_cboe__index_history') }}
    where index_symbol = 'SPX' and close_pts is not null

),

chains as (

    select
        quote_date,
        source_layout,
        median(underlying_pts) as underlying_pts,
        bool_or(is_simulated) as is_simulated

    from quotes
    group by quote_date, source_layout

),

final as (

    select
        'spx_close_vs_chain_spot' as topic,
        chains.quote_date as trade_date,
        'SPX' as subject,
        'Cboe SPX_History.csv' as first_source,
        'SPX chain ' || chains.source_layout as second_source,
        indices.close_pts as first_pts,
        chains.underlying_pts as second_pts,
        indices.available_at,
        indices.is_simulated or chains.is_simulated as is_simulated

    from chains
    inner join indices on chains.quote_date = indices.trade_date

)

select * from final
order by trade_date
