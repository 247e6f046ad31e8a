with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

indices as (

    select * from {{ ref('stg_cboe__index_history') }}
    where close_pts is not null and not is_backfilled  -- a decision may not use an index before it existed

),

pivoted as (

    select
        trade_date,
        max(close_pts) filter (where index_symbol = 'SPX') as spx_close_pts,
        max(close_pts) filter (where index_symbol = 'VIX') as vix_close_pts,
        max(close_pts) filter (where index_symbol = 'VVIX') as vvix_close_pts,
        max(close_pts) filter (where index_symbol = 'SKEW') as skew_close_pts,
        max(close_pts) filter (where index_symbol = 'VIX9D') as vix9d_close_pts,
        max(close_pts) filter (where index_symbol = 'VIX3M') as vix3m_close_pts,
        max(close_pts) filter (where index_symbol = 'VIX6M') as vix6m_close_pts,
        max(available_at) as available_at,
        bool_or(is_simulated) as is_simulated

    from indices
    group by trade_date

),

final as (

    select pivoted.*
    from spine
    inner join pivoted on spine.trade_date = pivoted.trade_date

)

select * from final
order by trade_date
