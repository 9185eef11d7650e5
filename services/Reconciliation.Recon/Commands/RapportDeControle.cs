using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>The report of a control: on screen by source, in a file by source and day. It names soins and no member.</summary>
internal static class RapportDeControle
{
    /// <summary>The most differences that are listed on screen.</summary>
    private const int AfficheMax = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Afficher(Bilan bilan, TimeSpan duree)
    {
        Console.WriteLine($"{Suivi.Nombre(bilan.Journees)} journées, {Suivi.Nombre(bilan.Lignes)} lignes, {Suivi.Nombre(bilan.Soins)} soins"
            + $" (dont {Suivi.Nombre(bilan.Dus)} à échéance) en {duree.TotalSeconds.ToString("0.0", Suivi.Francais)} s : {Suivi.Debit(bilan.Lignes, duree)}.");
        foreach (var source in bilan.Totaux.GroupBy(t => (t.Key.Part, t.Key.Source)).OrderBy(g => g.Key))
        {
            var total = source.Aggregate(default(Total), (somme, t) => somme + t.Value);
            Console.WriteLine($"  {ControlLabels.De(source.Key.Part)} {source.Key.Source} : {Suivi.Nombre(total.Lignes)} lignes, {Euros(total.Centimes)}"
                + $" = vues {Euros(total.DansLesVues)} + non rattachées {Euros(total.NonRattachees)} + remplacées {Euros(total.Remplacees)}"
                + (total.Ecart == 0 ? "" : $" + ÉCART {Euros(total.Ecart)}"));
        }

        if (bilan.Receptions.Count > 0)
        {
            var (recues, nouvelles) = (bilan.Receptions.Sum(r => r.Recues), bilan.Receptions.Sum(r => r.Nouvelles));
            Console.WriteLine($"  reçues {Suivi.Nombre(recues)} = nouvelles {Suivi.Nombre(nouvelles)} + doublons {Suivi.Nombre(recues - nouvelles)} ;"
                + $" refusées {Suivi.Nombre(bilan.Quarantaine.Sum(q => q.Notes))}");
        }

        foreach (var difference in bilan.Differences.Take(AfficheMax))
        {
            var suite = bilan.Reparees.Contains(difference) ? " (refait)" : "";
            Console.WriteLine($"  DIFFÉRENCE {Nom(difference.Nature)} {difference.SoinId?.ToString() ?? difference.Precision}{suite}");
        }

        if (bilan.Differences.Count > AfficheMax)
        {
            Console.WriteLine($"  … {Suivi.Nombre(bilan.Differences.Count)} différences en tout ; --json FILE les écrit toutes.");
        }

        Console.WriteLine(bilan.Differences.Count == 0
            ? "Aucune différence."
            : $"{Suivi.Nombre(bilan.Differences.Count)} différences, dont {Suivi.Nombre(bilan.Reparees.Count)} refaites.");
    }

    public static void Ecrire(string commande, Bilan bilan, TimeSpan duree, string fichier)
    {
        var receptions = bilan.Receptions.ToDictionary(r => r.Cle);
        File.WriteAllText(fichier, JsonSerializer.Serialize(
            new
            {
                commande,
                bilan.Journees,
                bilan.Lignes,
                bilan.Soins,
                bilan.Dus,
                secondes = duree.TotalSeconds,
                differences = bilan.Differences.Select(d => new { d.Nature, d.SoinId, d.Precision, refaite = bilan.Reparees.Contains(d) }),
                totaux = bilan.Totaux.Keys.Union(receptions.Keys).OrderBy(c => (c.Jour, c.Part, c.Source)).Select(c => Rangee(c, bilan.Totaux.GetValueOrDefault(c), receptions.GetValueOrDefault(c))),
                quarantaine = bilan.Quarantaine.Select(q => new { part = ControlLabels.De(q.Part), q.Origine, recus = q.Notes, tenus = q.Tenus }),
            },
            Json));
    }

    private static object Rangee(CleDeTotal cle, Total total, ReceptionComparee? reception) => new
    {
        part = ControlLabels.De(cle.Part),
        cle.Source,
        cle.Jour,
        reception?.Recues,
        reception?.Nouvelles,
        doublons = reception is null ? (long?)null : reception.Recues - reception.Nouvelles,
        centimesRecus = reception?.CentimesNotes,
        total.Lignes,
        total.Centimes,
        centimesDansLesVues = total.DansLesVues,
        centimesNonRattaches = total.NonRattachees,
        centimesRemplaces = total.Remplacees,
        ecart = total.Ecart,
    };

    private static string Euros(long centimes) => new Montant(centimes).ToString();

    private static string Nom(NatureDifference nature) => JsonNamingPolicy.CamelCase.ConvertName(nature.ToString());
}
