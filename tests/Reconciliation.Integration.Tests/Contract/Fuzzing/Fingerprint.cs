using Reconciliation.Integration.Tests.Hosts;

namespace Reconciliation.Integration.Tests.Contract.Fuzzing;

/// <summary>The content of all tables of an instance, as one line for each.</summary>
internal static class Fingerprint
{
    /// <summary>The tables that keep refused records, which a refused ingestion must write.</summary>
    public static readonly string[] OfRefusedRecords = ["quarantaine", "reception"];

    // Changes of counters are summed up now and then: their sum stays.
    private const string Totals =
        "(SELECT nom, cle, periode, sum(valeur) FROM compteur GROUP BY nom, cle, periode HAVING sum(valeur) <> 0)";

    /// <summary>Looks at the tables.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="without">The beginnings of the names of tables that do not matter.</param>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(TestInstance instance, params string[] without)
    {
        var tables = await instance.RowsAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename");
        var prints = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables.Select(t => (string)t[0]!).Where(t => !without.Any(w => t.StartsWith(w, StringComparison.Ordinal))))
        {
            var rows = table == "compteur" ? Totals : $"\"{table}\"";
            var print = await instance.RowsAsync(
                $"SELECT count(*), coalesce(md5(string_agg(md5(t::text), '' ORDER BY t::text)), '') FROM {rows} t");
            prints[table] = $"{print[0][0]} {print[0][1]}";
        }

        return prints;
    }
}
