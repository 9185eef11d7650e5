// Keeps a copy of the views of all soins in a SQLite file, up to date, through any restart:
//     RECONCILIATION_JETON=… SuivreLesSoins http://127.0.0.1:5080 soins.db
using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Client;
using Reconciliation.Contracts;

using var copie = new SqliteConnection($"Data Source={args[1]}");
copie.Open();
Run("CREATE TABLE IF NOT EXISTS soin (soin_id TEXT PRIMARY KEY, vue TEXT NOT NULL)");
Run("CREATE TABLE IF NOT EXISTS place (une INTEGER PRIMARY KEY CHECK (une = 1), curseur TEXT NOT NULL)");

ReconciliationClient client = null!;
var services = new ServiceCollection();
services.AddReconciliationClient(o =>
{
    o.Adresse = new Uri(args[0]);
    o.Jeton = _ => ValueTask.FromResult(Environment.GetEnvironmentVariable("RECONCILIATION_JETON")!);
    o.EpoqueCommencee = (epoque, annulation) => RelireAsync(epoque, annulation);
});
using var provider = services.BuildServiceProvider();
client = provider.GetRequiredService<ReconciliationClient>();

await foreach (var element in client.SuivreAsync(Run("SELECT curseur FROM place") as string))
{
    // The view and the place together, or neither: that is all there is to resuming.
    using var transaction = copie.BeginTransaction();
    Run("INSERT OR REPLACE INTO soin VALUES ($1, $2)", $"{element.SoinId}", JsonSerializer.Serialize<Vue>(
        element, ContratsJson.Lisible.Vue));
    Run("INSERT OR REPLACE INTO place VALUES (1, $1)", element.Curseur);
    transaction.Commit();
}

// Another history began: a version of an older one since that instant may never have happened. Each is asked for again. The place stays
// where it is until an element of the new history is stored, so a copy that ends here does all of it again.
async ValueTask RelireAsync(EpoqueCommencee epoque, CancellationToken annulation)
{
    foreach (var soinId in Douteux(epoque))
    {
        try
        {
            // A soin that was merged since leads to the one that took its lines.
            var vue = await client.SoinAsync(soinId, cancellationToken: annulation);
            Run("INSERT OR REPLACE INTO soin VALUES ($1, $2)", $"{vue.SoinId}", JsonSerializer.Serialize(vue, ContratsJson.Lisible.Vue));
            Run("DELETE FROM soin WHERE soin_id = $1 AND $1 <> $2", $"{soinId}", $"{vue.SoinId}");
        }
        catch (ProblemeException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            Run("DELETE FROM soin WHERE soin_id = $1", $"{soinId}");
        }
    }
}

List<Guid> Douteux(EpoqueCommencee epoque)
{
    using var command = copie.CreateCommand();
    command.CommandText = "SELECT vue FROM soin";
    using var reader = command.ExecuteReader();
    var douteux = new List<Guid>();
    while (reader.Read())
    {
        var vue = JsonSerializer.Deserialize(reader.GetString(0), ContratsJson.Lisible.Vue)!;
        if (epoque.RendDouteuse(vue.Epoque, vue.MisAJourLe))
        {
            douteux.Add(vue.SoinId);
        }
    }

    return douteux;
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
