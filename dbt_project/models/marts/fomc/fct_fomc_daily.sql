with

fomc as (

    select * from {{ ref('int_fomc__windowed') }}

),

spx as (

    select * from {{ ref('int_spx_return__measured') }}

),

final as (

    select
        fomc.trade_date,
        coalesce(fomc.fomc_age_tdays = 0, false) as is_fomc_day,

        -- S31: from the session before a decision on the calendar to the session after any decision
        coalesce(fomc.fomc_ahead_tdays = 1, false)
        or coalesce(fomc.fomc_age_tdays <= 1, false) as is_fomc_window,
        cast(fomc.fomc_ahead_tdays as integer) as fomc_ahead_tdays,
        cast(fomc.fomc_age_tdays as integer) as fomc_age_tdays,
        fomc.dgs2_change_pct,
        fomc.dgs2_sigma_250_pct,
        abs(fomc.dgs2_change_pct) > {{ var('fomc_shock_sigmas') }} * fomc.dgs2_sigma_250_pct as is_dgs2_shock,
        case
            when fomc.null_reason is null
                then
                    fomc.is_dgs2_of_fomc_day
                    and abs(fomc.dgs2_change_pct) > {{ var('fomc_shock_sigmas') }} * fomc.dgs2_sigma_250_pct
        end as is_fomc_shock,
        fomc.dgs2_observation_date,
        fomc.dgs2_availability,
        fomc.null_reason as fomc_shock_null_reason,

        -- S32: inside a quarter earnings stand still, so that the P/E moves as the index does
        case when fomc.fomc_age_tdays = 0 then ln(1 + spx.spx_return_ratio) end as fomc_pe_log_change_ratio,
        greatest(fomc.available_at, spx.available_at) as available_at,
        fomc.is_simulated

    from fomc
    inner join spx on fomc.trade_date = spx.trade_date

)

select * from final
order by trade_date
