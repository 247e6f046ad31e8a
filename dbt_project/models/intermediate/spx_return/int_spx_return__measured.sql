{%- set vol_tdays = var('spx_vol_tdays') | int -%}
{%- set edr_tdays = var('edr_vol_tdays') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

spx as (

    select
        indices.trade_date,
        indices.close_pts,
        indices.available_at,
        sessions.session_number

    from {{ ref('stg_cboe__index_history') }} as indices
    inner join sessions on indices.trade_date = sessions.session_date
    where indices.index_symbol = 'SPX' and indices.close_pts is not null

),

-- A return over a session without a close would be one of two days
changes as (

    select
        *,
        case
            when session_number - lag(session_number) over by_date = 1
                then close_pts / lag(close_pts) over by_date - 1
        end as return_ratio

    from spx
    window by_date as (order by trade_date)

),

measured as (

    select
        *,
        case
            when count(return_ratio) over vol_window = {{ vol_tdays }}
                then stddev_samp(ln(1 + return_ratio)) over vol_window * sqrt(252)
        end as rv_21d_vol,
        case
            when count(return_ratio) over edr_window = {{ edr_tdays }}
                then stddev_samp(ln(1 + return_ratio)) over edr_window * sqrt(252)
        end as rv_20d_vol

    from changes
    window
        vol_window as (order by trade_date rows between {{ vol_tdays - 1 }} preceding and current row),
        edr_window as (order by trade_date rows between {{ edr_tdays - 1 }} preceding and current row)

),

final as (

    select
        spine.trade_date,
        measured.close_pts as spx_close_pts,
        measured.return_ratio as spx_return_ratio,
        measured.rv_21d_vol as spx_rv_21d_vol,
        measured.rv_20d_vol as spx_rv_20d_vol,
        case
            when measured.rv_21d_vol is not null then null
            when measured.trade_date is null then 'not_published'
            else 'warm_up'
        end as null_reason,
        measured.available_at

    from spine
    left join measured on spine.trade_date = measured.trade_date

)

select * from final
order by trade_date
