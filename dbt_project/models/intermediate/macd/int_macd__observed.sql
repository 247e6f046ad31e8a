with

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

first_session as (

    select min(session_date) as session_date from sessions

),

indices as (

    select * from {{ ref('stg_cboe__index_history') }}

),

levels as (

    select * from {{ ref('int_vx_curve__interpolated') }}

),

-- The VIX is also disseminated on some exchange holidays; those days are no observations. Before the first
-- session of the calendar every published day counts: the recursion is warmed up on all history (S13).
vix as (

    select
        'vix' as series_name,
        indices.trade_date,
        indices.close_pts as x,
        null as null_reason

    from indices
    cross join first_session
    left join sessions on indices.trade_date = sessions.session_date
    where
        indices.index_symbol = 'VIX'
        and indices.close_pts is not null
        and (
            sessions.session_date is not null
            or indices.trade_date < first_session.session_date
        )

),

-- S15: rises as the curve flattens and inverts
curve as (

    select
        'curve' as series_name,
        near.trade_date,
        ln(near.level_pts / far.level_pts) as x,
        coalesce(near.null_reason, far.null_reason) as null_reason

    from levels as near
    inner join levels as far on near.trade_date = far.trade_date
    where near.horizon_days = 30 and far.horizon_days = 90

),

final as (

    select * from vix
    union all
    select * from curve

)

select * from final
order by series_name, trade_date
