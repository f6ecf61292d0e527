"""Bundled contracts: data only. Each is a TOML file with its sources and, where terms are not public, its assumptions.

NAME.toml is the contract, NAME.data.toml published figures to settle it with, NAME.plan.toml its frozen baseline
plan, NAME.demo.toml the synthetic municipality of the demonstration, NAME.checks.toml the published figures that it
must give (`settlement.cases`); index.countries.toml says where each is from. A name with several readings has one
file per reading. Never: an assumption that is not marked as one.
"""
