using System.Text;
using System.Text.Json.Nodes;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>Sources that tests write, and what is read of them.</summary>
internal static class SourceFiles
{
    /// <summary>Reads a source as <c>recon import</c> does: its records up to its end, or up to what is said of it.</summary>
    public static async Task<(List<FileRecord> Records, string? Fault)> ReadAsync(string name, byte[] bytes)
    {
        var records = new List<FileRecord>();
        try
        {
            await foreach (var record in PaymentFile.ReadAsync(new MemoryStream(bytes), name, null, default))
            {
                records.Add(record);
            }
        }
        catch (InvalidDataException e)
        {
            return (records, e.Message);
        }

        return (records, null);
    }

    public static Task<(List<FileRecord> Records, string? Fault)> ReadAsync(string name, string text) =>
        ReadAsync(name, Encoding.UTF8.GetBytes(text));

    /// <summary>The names and the values of a record of the régime obligatoire, for a table.</summary>
    public static List<KeyValuePair<string, string>> Columns(string adherent) =>
        [.. ImportTests.Flat(Ro(adherent)).Select(f => KeyValuePair.Create(f.Path, f.Value))];

    public static string Line(string adherent) => Ro(adherent).ToJsonString();

    private static JsonObject Ro(string adherent) => PaymentRecords.Ro(adherent).Without("ligneOrigine").Without("referenceSoin");
}
