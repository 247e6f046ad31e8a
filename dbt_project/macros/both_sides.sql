{#-
    Columns of quotes of one strike, side by side: `call_<column>` and `put_<column>`, null without a quote on that
    side. For a query grouped by strike.
-#}
{% macro both_sides(columns) -%}
    {%- for column in columns %}
        max({{ column }}) filter (where option_type = 'C') as call_{{ column }},
        max({{ column }}) filter (where option_type = 'P') as put_{{ column }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
