// Keeps a copy of the views of all soins in a SQLite file, up to date, through any restart:
//     RECONCILIATION_JETON=… SuivreLesSoins http://127.0.0.1:5080 soins.db
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Client;
using Reconciliation.Contracts;

using var copie = new SqliteConnection($"Data Source={args[1]}");
copie.Open();
Run("CREATE TABLE IF NOT EXISTS soin (soin_id TEXT PRIMARY KEY, vue TEXT NOT NULL)");
Run("CREATE TABLE IF NOT EXISTS place (une INTEGER PRIMARY KEY CHECK (une = 1), curseur TEXT NOT NULL)");

var services = new ServiceCollection();
services.AddReconciliationClient(o =>
{
    o.Adresse = new Uri(args[0]);
    o.Jeton = _ => ValueTask.FromResult(Environment.GetEnvironmentVariable("RECONCILIATION_JETON")!);

    // Another history began: versions of an older one since that instant may never have happened. They come again if they did.
    o.EpoqueCommencee = (epoque, _) =>
    {
        copie.CreateFunction(
            "douteuse", (string? tenue, string le) => epoque.RendDouteuse(tenue, DateTimeOffset.Parse(le, CultureInfo.InvariantCulture)));
        Run("DELETE FROM soin WHERE douteuse(json_extract(vue, '$.epoque'), json_extract(vue, '$.misAJourLe'))");
        return ValueTask.CompletedTask;
    };
});
using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<ReconciliationClient>();

await foreach (var element in client.SuivreAsync(Run("SELECT curseur FROM place") as string))
{
    // The view and the place together, or neither: that is all there is to resuming.
    using var transaction = copie.BeginTransaction();
    Run("INSERT OR REPLACE INTO soin VALUES ($1, $2)", $"{element.SoinId}", JsonSerializer.Serialize<Vue>(
        element, ContratsJson.Lisible.Vue));
    Run("INSERT OR REPLACE INTO place VALUES (1, $1)", element.Curseur);
    transaction.Commit();
}

object? Run(string sql, params ReadOnlySpan<string> values)
{
    using var command = copie.CreateCommand();
    command.CommandText = sql;
    for (var i = 0; i < values.Length; i++)
    {
        command.Parameters.AddWithValue($"${i + 1}", values[i]);
    }

    return command.ExecuteScalar();
}
