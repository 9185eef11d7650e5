using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Domain;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Quarantine;

/// <summary>The quarantine counts itself, so that nobody has to.</summary>
public sealed class CountingTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private const string Counted = """
        SELECT nom, cle, periode, sum(valeur)::bigint FROM compteur WHERE nom LIKE 'quarantaine%' GROUP BY 1, 2, 3 HAVING sum(valeur) <> 0
            ORDER BY 1, 2, 3
        """;

    private const string There = """
        SELECT 'quarantaine', part::text, date_trunc('day', recu_le, 'Europe/Paris'), count(*) FROM quarantaine WHERE etat = 0 GROUP BY 2, 3
        UNION ALL
        SELECT 'quarantaineParRegle', r, date_trunc('day', recu_le, 'Europe/Paris'), count(*) FROM quarantaine, unnest(regles) AS r
            WHERE etat = 0 GROUP BY 2, 3
        ORDER BY 1, 2, 3
        """;

    [SkippableFact]
    public async Task Whatever_becomes_of_messages_the_counters_are_those_of_the_table()
    {
        var instance = await shared.StartAsync();
        var twoRules = await instance.RefusedAsync(
            PaymentRecords.Ro("CPT-1").WithRaw("taux", "170").Replace("\"assure\"", "\"personne\"", StringComparison.Ordinal));
        await AssertThoseOfTheTableAsync(instance);

        await instance.RefusedAsync(PaymentRecords.Ro("CPT-2").WithRaw("taux", "170"));
        await instance.RefusedAsync(PaymentRecords.Ro("CPT-2").WithRaw("taux", "170")); // comes again
        await instance.RefusedAsync(PaymentRecords.Complementaire("CPT-3").WithRaw("montant", "1.234"), "complementaires");
        await AssertThoseOfTheTableAsync(instance);
        var open = await instance.Services.GetRequiredService<QuarantaineQueries>().OpenAsync(default);
        Assert.Equal(2, open[Part.Ro]);
        Assert.Equal(1, open[Part.Complementaire]);

        var corrected = await instance.ReplayAsync(twoRules, body: QuarantineCalls.Corrected(PaymentRecords.Ro("CPT-1")));
        Assert.True(corrected.Status == 202, corrected.Text);
        await AssertThoseOfTheTableAsync(instance);

        await instance.RowsAsync("UPDATE quarantaine SET etat = 0 WHERE quarantaine_id = $1", twoRules);
        await AssertThoseOfTheTableAsync(instance);
        await instance.RowsAsync("DELETE FROM quarantaine WHERE regles @> ARRAY['deuxDecimales']");
        await AssertThoseOfTheTableAsync(instance);
    }

    private static async Task AssertThoseOfTheTableAsync(TestInstance instance) =>
        Assert.Equal(await instance.RowsAsync(There), await instance.RowsAsync(Counted));
}
