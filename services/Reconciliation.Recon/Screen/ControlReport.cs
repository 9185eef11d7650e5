using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>The report of a control: on screen by source, in a file by source and day. It names soins and no member.</summary>
internal static class ControlReport
{
    /// <summary>The most differences that are listed on screen.</summary>
    private const int ShownMax = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Show(ControlOutcome outcome, TimeSpan duration)
    {
        Console.WriteLine(
            $"{ProgressLine.Number(outcome.Journees)} journées, {ProgressLine.Number(outcome.Lignes)} lignes, "
                + $"{ProgressLine.Number(outcome.Soins)} soins"
            + $" (dont {ProgressLine.Number(outcome.Due)} à échéance) en {duration.TotalSeconds.ToString("0.0", ProgressLine.French)} s "
            + $": {ProgressLine.Rate(outcome.Lignes, duration)}.");
        foreach (var source in outcome.Totals.GroupBy(t => (t.Key.Part, t.Key.Source)).OrderBy(g => (g.Key.Part.Number, g.Key.Source)))
        {
            var total = source.Aggregate(default(ControlTotal), (sum, t) => sum + t.Value);
            Console.WriteLine(
                $"  {ControlLabels.From(source.Key.Part)} {source.Key.Source} : {ProgressLine.Number(total.Lignes)} lignes, "
                    + $"{Euros(total.Centimes)}"
                + $" = vues {Euros(total.InVues)} + non rattachées {Euros(total.NonRattachees)} + remplacées {Euros(total.Replaced)}"
                + (total.Ecart == 0 ? "" : $" + ÉCART {Euros(total.Ecart)}"));
        }

        if (outcome.Receptions.Count > 0)
        {
            var (received, fresh) = (outcome.Receptions.Sum(r => r.Recues), outcome.Receptions.Sum(r => r.New));
            Console.WriteLine(
                $"  reçues {ProgressLine.Number(received)} = nouvelles {ProgressLine.Number(fresh)} + doublons "
                    + $"{ProgressLine.Number(received - fresh)} ;"
                + $" refusées {ProgressLine.Number(outcome.Quarantaine.Sum(q => q.Noted))}");
        }

        foreach (var difference in outcome.Differences.Take(ShownMax))
        {
            var next = outcome.Repaired.Contains(difference) ? " (refait)" : "";
            Console.WriteLine($"  DIFFÉRENCE {Name(difference.Nature)} {difference.SoinId?.ToString() ?? difference.Precision}{next}");
        }

        if (outcome.Differences.Count > ShownMax)
        {
            Console.WriteLine($"  … {ProgressLine.Number(outcome.Differences.Count)} différences en tout ; --json FILE les écrit toutes.");
        }

        if (outcome.Differences.Count(d => d.Nature == FindingKind.Regles) is > 0 and var former)
        {
            Console.WriteLine(
                $"  {ProgressLine.Number(former)} vues sont jugées par les règles d'une version d'avant : "
                    + "recon rebuild les juge à nouveau.");
        }

        if (outcome.Packed > 0)
        {
            Console.WriteLine($"  {ProgressLine.Number(outcome.Packed)} contenus convertis sous forme compacte.");
        }

        if (outcome.Anchor is { } anchor)
        {
            Console.WriteLine($"Ancre du registre des accès : {anchor}");
        }

        Console.WriteLine(outcome.Differences.Count == 0
            ? "Aucune différence."
            : $"{ProgressLine.Number(outcome.Differences.Count)} différences, "
                + $"dont {ProgressLine.Number(outcome.Repaired.Count)} refaites.");
    }

    public static void Write(string command, ControlOutcome outcome, TimeSpan duration, string file)
    {
        var receptions = outcome.Receptions.ToDictionary(r => r.Key);
        File.WriteAllText(file, JsonSerializer.Serialize(
            new
            {
                commande = command,
                outcome.Journees,
                outcome.Lignes,
                outcome.Soins,
                Dus = outcome.Due,
                secondes = duration.TotalSeconds,
                ancre = outcome.Anchor?.ToString(),
                convertis = outcome.Packed,
                differences = outcome.Differences.Select(
                    d => new { d.Nature, d.SoinId, d.Precision, refaite = outcome.Repaired.Contains(d) }),
                totaux = outcome.Totals.Keys.Union(receptions.Keys).OrderBy(c => (c.Day, c.Part.Number, c.Source))
                    .Select(c => Row(c, outcome.Totals.GetValueOrDefault(c), receptions.GetValueOrDefault(c))),
                quarantaine = outcome.Quarantaine.Select(
                    q => new { part = ControlLabels.From(q.Part), q.Origine, recus = q.Noted, tenus = q.Held }),
            },
            Json));
    }

    private static object Row(TotalKey key, ControlTotal total, ComparedReception? reception) => new
    {
        part = ControlLabels.From(key.Part),
        key.Source,
        Jour = key.Day,
        reception?.Recues,
        Nouvelles = reception?.New,
        doublons = reception is null ? (long?)null : reception.Recues - reception.New,
        centimesRecus = reception?.NotedCents,
        total.Lignes,
        total.Centimes,
        centimesDansLesVues = total.InVues,
        centimesNonRattaches = total.NonRattachees,
        centimesRemplaces = total.Replaced,
        ecart = total.Ecart,
    };

    private static string Euros(long cents) => new Montant(cents).ToString();

    private static string Name(FindingKind nature) => JsonNamingPolicy.CamelCase.ConvertName(nature.ToString());
}
