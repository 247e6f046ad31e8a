{#-
Exponential moving average of a list, as a list (S13): alpha = 2 / (period + 1), seeded with the first
element, one element after the other, so the result is the textbook recursion to the last bit and no
element depends on a later one. A recursive CTE gives the same in 100 times the time.
-#}
{% macro ema_list(values_sql, period) -%}
    {%- set alpha -%} (cast(2 as double) / ({{ period }} + 1)) {%- endset -%}
    {{ smoothed_list(values_sql ~ '[2:]', '[' ~ values_sql ~ '[1]]', alpha ~ ' * y[1] + (1 - ' ~ alpha ~ ') * acc[-1]') }}
{%- endmacro %}
