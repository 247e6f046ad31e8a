with

cash_press as (

    select * from {{ ref('int_cash_press__measured') }}

),

indices as (

    select * from {{ ref('int_vol_indices__pivoted') }}

),

ranked as (

    select * from {{ ref('int_vol_indices__ranked') }}

),

spx as (

    select * from {{ ref('int_spx_return__measured') }}

),

joined as (

    select
        cash_press.*,
        indices.vix_close_pts,
        indices.vix_close_pts / indices.vix3m_close_pts as vix_vix3m_ratio,
        ranked.vix_average_200_pts,
        spx.spx_rv_21d_vol,
        greatest(indices.available_at, cash_press.available_at) as known_at,
        coalesce(
            cash_press.contango_null_reason,
            case when ranked.vix_average_200_pts is null then 'warm_up' end,
            spx.null_reason
        ) as cash_press_contango_null_reason

    from cash_press
    inner join indices on cash_press.trade_date = indices.trade_date
    inner join ranked on cash_press.trade_date = ranked.trade_date
    inner join spx on cash_press.trade_date = spx.trade_date

),

final as (

    select
        trade_date,
        cash_press_ratio,
        is_cash_press,
        null_reason as cash_press_null_reason,

        -- S33, the alternative without futures
        vix_vix3m_ratio,
        vix_vix3m_ratio > {{ var('cash_press_vix3m_ratio') }} as is_cash_press_vix3m,
        case when vix_vix3m_ratio is null then 'not_published' end as cash_press_vix3m_null_reason,

        -- §2.2, the pages that mean steep contango while options are dear
        case
            when cash_press_contango_null_reason is null
                then
                    contango_pct >= {{ var('cash_press_contango_pct') }}
                    and vix_close_pts > vix_average_200_pts
                    and vix_close_pts / 100 >= (1 + {{ var('cash_press_iv_rv_ratio') }}) * spx_rv_21d_vol
        end as is_cash_press_contango,
        cash_press_contango_null_reason,
        contango_pct >= {{ var('cash_press_contango_low_pct') }} as is_contango_steep,
        contango_percentile_252_pct,
        contango_percentile_252_pct > {{ var('contango_high_percentile_pct') }}
            as is_contango_percentile_high,
        case
            when contango_percentile_252_pct is not null then null
            else coalesce(contango_null_reason, 'warm_up')
        end as contango_percentile_null_reason,
        known_at as available_at,
        is_simulated

    from joined

)

select * from final
order by trade_date
