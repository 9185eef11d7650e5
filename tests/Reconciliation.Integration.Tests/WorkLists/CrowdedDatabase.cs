using Npgsql;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.WorkLists;

/// <summary>Thirty thousand soins, of which twenty thousand are late since any of sixty days, some taken up by agents.</summary>
public sealed class CrowdedDatabase : IAsyncLifetime
{
    // Noon in Paris: a class of age is some whole days, and today has its share.
    private static readonly DateTimeOffset Now = new(2026, 1, 12, 11, 0, 0, TimeSpan.Zero);

    private const string Noon = "timestamptz '2026-01-12 11:00+00'";

    private const string Crowd = $$"""
        INSERT INTO soin (soin_id, beneficiaire_id, date_soin, adherent_id, fondatrice, version, situation, vue, cree_le, mis_a_jour_le,
            depuis, enjeu, paye, part_attendue, canal)
        SELECT gen_random_uuid(), 'b' || n % 5000, date '2025-01-01' + n % 300, 'a' || n % 5000,
            concat_ws(E'\x1f', 'ro', 'ameli', '010', 'd' || n, '1'), 1,
            CASE WHEN n % 3 = 0 THEN 7 ELSE 4 END,
            '{}', {{Noon}}, {{Noon}},
               {{Noon}} - n % 59 * interval '1 day' - n % 17 * interval '1 hour', n * 7919 % 5000,
               0, CASE WHEN n % 3 <> 0 THEN n % 2 END,
               -- Every other one was written before channels were kept.
               CASE WHEN n % 2 = 0 THEN (n % 11 = 0)::int END
        FROM generate_series(1, 30000) AS n;
        INSERT INTO ligne (part, organisme, decompte, ordre, source, revision, empreinte, beneficiaire_id, date_soin, adherent_id, nature,
            montant, paye_le, virement, professionnel_id, contenu, evenement_id, recu_le)
        SELECT 0, '010', 'd' || n, 1, 'ameli', 1, gen_random_uuid(), 'b' || n % 5000, date '2025-01-01' + n % 300, 'a' || n % 5000, 0,
            0, date '2025-11-01', 'v', 'p',
            json_build_object('canal', CASE WHEN n % 11 = 0 THEN 'feuilleDeSoins' ELSE 'carteVitale' END), 'e', {{Noon}}
        FROM generate_series(1, 30000) AS n;
        INSERT INTO affectation (genre, cle, agent, prise_le)
        SELECT 'soin', soin_id::text, 'agent-' || enjeu % 100, {{Noon}} FROM soin WHERE situation = 4 AND enjeu % 5 = 3;
        ANALYZE soin;
        ANALYZE ligne;
        ANALYZE affectation;
        """;

    private static readonly TestTemplate Template = new("crowd", async connectionString =>
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await Migrator.MigrateAsync(source, default, CellsOfRun.Count);
        await using var command = source.CreateCommand(Crowd);
        await command.ExecuteNonQueryAsync();
    });

    private readonly Lazy<Task<TestDatabase>> _database = new(() => TestDatabase.CreateAsync(Template));
    private NpgsqlDataSource? _source;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        if (_database.IsValueCreated)
        {
            await (await _database.Value).DisposeAsync();
        }
    }

    /// <summary>The bounds of a class of age.</summary>
    internal static (DateTimeOffset? Since, DateTimeOffset? Before) Class(int? age) => WorkListAge.Limits(age, Now);

    /// <summary>A list, an order and a filter of one to three things.</summary>
    internal static WorkListQuery Query(Random random)
    {
        var filter = new WorkListFilter();
        for (var narrowed = random.Next(4); narrowed > 0; narrowed--)
        {
            filter = random.Next(7) switch
            {
                0 => filter with { AgeClass = Class(random.Next(WorkListAge.Classes.Count)) },
                1 => filter with { ExpectedPart = random.Next(2) == 0 ? Part.Ro : Part.Complementaire },
                2 => filter with { Canal = random.Next(2) == 0 ? Canal.CarteVitale : Canal.FeuilleDeSoins },
                3 => filter with { EnjeuMin = new(random.Next(4_000)) },
                4 => filter with { EnjeuMax = new(1_000 + random.Next(4_000)) },
                5 => filter with { FromDay = new DateOnly(2025, 1, 1).AddDays(random.Next(100)), ToDay = new(2025, 9, 1) },
                _ => random.Next(2) == 0
                    ? filter with { Agent = $"agent-{(random.Next(20) * 5) + 3}", IsFree = false }
                    : filter with { IsFree = true, Agent = null },
            };
        }

        return new(
            WorkList.Of(Situation.EnRetard)!, Enum.GetValues<WorkListOrder>()[random.Next(4)], filter, 1 + random.Next(120));
    }

    /// <summary>The rows that a query means, by a look at each.</summary>
    internal static IEnumerable<CrowdSoin> Chosen(IReadOnlyList<CrowdSoin> all, WorkListQuery query)
    {
        var f = query.Filter;
        var chosen = all.Where(s =>
            (f.AgeClass.Since is not { } since || s.Since >= since) && (f.AgeClass.Before is not { } before || s.Since < before)
            && (f.ExpectedPart is null || s.Part == f.ExpectedPart.Number)
            && (f.Canal is not { } canal || s.IsOnPaper == (canal == Canal.FeuilleDeSoins))
            && (f.EnjeuMin is not { } min || s.Enjeu >= min.Cents) && (f.EnjeuMax is not { } max || s.Enjeu <= max.Cents)
            && (f.FromDay is not { } first || s.Day >= first) && (f.ToDay is not { } last || s.Day <= last)
            && (f.Agent is null || s.Agent == f.Agent) && (!f.IsFree || s.Agent is null));
        return query.Order switch
        {
            WorkListOrder.Oldest => chosen.OrderBy(s => s.Since).ThenBy(s => s.Rank),
            WorkListOrder.Latest => chosen.OrderByDescending(s => s.Since).ThenByDescending(s => s.Rank),
            WorkListOrder.Least => chosen.OrderBy(s => s.Enjeu).ThenBy(s => s.Rank),
            _ => chosen.OrderByDescending(s => s.Enjeu).ThenByDescending(s => s.Rank),
        };
    }

    /// <summary>Every late soin.</summary>
    internal async Task<IReadOnlyList<CrowdSoin>> AllAsync()
    {
        await using var command = (await SourceAsync()).CreateCommand($"""
            SELECT s.soin_id, s.depuis, s.enjeu, s.date_soin, s.part_attendue, l.contenu ->> 'canal' = 'feuilleDeSoins', a.agent,
                row_number() OVER (ORDER BY s.soin_id)
            FROM soin AS s JOIN ligne AS l ON l.decompte = split_part(s.fondatrice, E'\x1f', 4)
            LEFT JOIN affectation AS a ON a.cle = s.soin_id::text AND a.prise_le >= s.depuis
            WHERE s.situation = {(int)Situation.EnRetard}
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var all = new List<CrowdSoin>();
        while (await reader.ReadAsync())
        {
            all.Add(new(
                reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt64(2), reader.GetFieldValue<DateOnly>(3),
                reader.GetInt16(4), reader.GetBoolean(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetInt64(7)));
        }

        return all;
    }

    internal async Task<NpgsqlDataSource> SourceAsync() => _source ??= NpgsqlDataSource.Create((await _database.Value).ConnectionString);

    /// <summary>Connections that end with their user.</summary>
    internal async Task<NpgsqlDataSource> OwnSourceAsync() =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(
                (await _database.Value).ConnectionString)
            { ApplicationName = "crowd", Pooling = false }.ConnectionString);
}

/// <summary>A late soin of the crowd.</summary>
internal sealed record CrowdSoin(
    Guid SoinId, DateTimeOffset Since, long Enjeu, DateOnly Day, short Part, bool IsOnPaper, string? Agent, long Rank)
{
    public WorkListPlace Place => new(Since, Enjeu, SoinId);
}
