// Keeps a copy of the views of all soins in a SQLite file, up to date, batch by batch, through any restart:
//     RECONCILIATION_JETON=… dotnet run -c Release --project contracts/samples/SuivreLesSoins -- http://127.0.0.1:5080 soins.db
using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Client;
using Reconciliation.Contracts;

using var copie = new SqliteConnection($"Data Source={args[1]}");
copie.Open();

// A commit waits for no disk: what a power cut takes, it takes from the end, views and place together. Views are long, and come in the
// order of no key: long pages and a large cache.
Run("PRAGMA page_size = 16384");
Run("PRAGMA cache_size = -65536");
Run("PRAGMA wal_autocheckpoint = 10000");
Run("PRAGMA journal_mode = WAL");
Run("PRAGMA synchronous = NORMAL");
Run("CREATE TABLE IF NOT EXISTS soin (soin_id TEXT PRIMARY KEY, vue TEXT NOT NULL)");
Run("CREATE TABLE IF NOT EXISTS place (une INTEGER PRIMARY KEY CHECK (une = 1), curseur TEXT NOT NULL)");
using var rangement = copie.CreateCommand();
rangement.CommandText = "INSERT OR REPLACE INTO soin VALUES ($1, CAST($2 AS TEXT))";

ReconciliationClient client = null!;
var services = new ServiceCollection();
services.AddReconciliationClient(o =>
{
    o.Adresse = new Uri(args[0]);
    o.Jeton = _ => ValueTask.FromResult(Environment.GetEnvironmentVariable("RECONCILIATION_JETON")!);
    o.FluxInterrompu = e => Console.Error.WriteLine($"The feed is asked again: {e.Message}");
    o.EpoqueCommencee = (epoque, annulation) => RelireAsync(epoque, annulation);
});
using var provider = services.BuildServiceProvider();
client = provider.GetRequiredService<ReconciliationClient>();

await foreach (var lot in client.SuivreParLotsAsync(Run("SELECT curseur FROM place") as string))
{
    // The views and the place together, or neither: that is all there is to resuming.
    using var transaction = copie.BeginTransaction();
    foreach (var entree in lot)
    {
        if (entree.SortDeLaCopie)
        {
            Run("DELETE FROM soin WHERE soin_id = $1", $"{entree.SoinId}");
        }
        else
        {
            Ranger(transaction, entree.SoinId, entree.VueJson());
        }
    }

    Run("INSERT OR REPLACE INTO place VALUES (1, $1)", lot[^1].Curseur);
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
            Ranger(null, vue.SoinId, JsonSerializer.SerializeToUtf8Bytes(vue, ContratsJson.Lisible.Vue));
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

void Ranger(SqliteTransaction? transaction, Guid soinId, byte[] vue)
{
    rangement.Transaction = transaction;
    rangement.Parameters.Clear();
    rangement.Parameters.AddWithValue("$1", $"{soinId}");
    rangement.Parameters.AddWithValue("$2", vue);
    rangement.ExecuteNonQuery();
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
