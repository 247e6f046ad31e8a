{#- Instant (UTC) of a New York wall-clock time on a date; daylight saving by the engine's own zone rules. -#}
{% macro new_york_instant(date_sql, wall_time) -%}
    ({{ date_sql }} + time '{{ wall_time }}') at time zone 'America/New_York'
{%- endmacro %}
