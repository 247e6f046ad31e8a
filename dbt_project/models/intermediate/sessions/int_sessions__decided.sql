with

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

vix as (

    select * from {{ ref('stg_cboe__index_history') }}
    where index_symbol = 'VIX' and close_pts is not null

),

first_vx_day as (

    select min(trade_date) as trade_date from {{ ref('int_vx_monthly__settled') }}

),

final as (

    select
        sessions.session_date as trade_date,
        sessions.session_number,
        sessions.previous_session_date,
        sessions.decision_at,
        vix.close_pts as vix_close_pts,
        vix.available_at,
        vix.is_simulated

    from sessions
    inner join vix on sessions.session_date = vix.trade_date
    inner join first_vx_day on sessions.session_date >= first_vx_day.trade_date

)

select * from final
order by trade_date
