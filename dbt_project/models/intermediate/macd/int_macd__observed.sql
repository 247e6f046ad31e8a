{#- S15: name, near and far maturity in days; `curve` serves all layers, the others one layer each. -#}
{%- set curve_pairs = [
    ('curve', 30, 90),
    ('curve_30_60', 30, 60),
    ('curve_60_120', 60, 120),
    ('curve_30_120', 30, 120),
    ('curve_30_180', 30, 180),
] -%}

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

-- S15: each pair rises as its stretch of the curve flattens and inverts
pairs as (

    {% for series_name, near_days, far_days in curve_pairs %}
    select
        '{{ series_name }}' as series_name,
        {{ near_days }} as near_days,
        {{ far_days }} as far_days
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

curve as (

    select
        pairs.series_name,
        near.trade_date,
        ln(near.level_pts / far.level_pts) as x,
        coalesce(near.null_reason, far.null_reason) as null_reason

    from pairs
    inner join levels as near on pairs.near_days = near.horizon_days
    inner join levels as far
        on pairs.far_days = far.horizon_days and near.trade_date = far.trade_date

),

final as (

    select * from vix
    union all
    select * from curve

)

select * from final
order by series_name, trade_date
