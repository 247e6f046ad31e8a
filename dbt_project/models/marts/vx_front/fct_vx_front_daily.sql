with

front as (

    select * from {{ ref('int_vx_front__chained') }}

),

rsi as (

    select * from {{ ref('int_rsi__computed') }}

),

final as (

    select
        front.trade_date,
        front.front_expiry_date,
        front.front_change_pts,
        front.front_return_ratio,

        -- What 100 in the front future became, rolled the day before its expiry; a hole earns nothing
        case
            when front.front_return_ratio is not null
                then 100 * exp(sum(ln(1 + front.front_return_ratio)) over so_far)
        end as front_chained_index_pts,
        front.null_reason as vx_front_null_reason,
        rsi.vx_rsi_14_pct,
        rsi.vx_rsi_14_pct > {{ var('rsi_level_pct') }} as is_vx_rsi_above_60,

        -- S20 as a cross: above the level now, at or below it when last seen
        case
            when rsi.vx_rsi_14_pct is not null
                then
                    rsi.vx_rsi_14_pct > {{ var('rsi_level_pct') }}
                    and coalesce(
                        lag(rsi.vx_rsi_14_pct ignore nulls) over so_far <= {{ var('rsi_level_pct') }},
                        false
                    )
        end as is_vx_rsi_cross_up_60,
        rsi.null_reason as vx_rsi_null_reason,
        front.available_at,
        front.is_simulated

    from front
    inner join rsi on front.trade_date = rsi.trade_date
    window so_far as (order by front.trade_date)

)

select * from final
order by trade_date
