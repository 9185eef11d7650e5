using System.Globalization;
using Reconciliation.ConsoleWeb.Texts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>A work list as a table for a spreadsheet.</summary>
internal static class ListExport
{
    /// <param name="list">The list.</param>
    /// <param name="soins">Its rows.</param>
    /// <param name="now">Now: ages are counted to this day.</param>
    public static byte[] Write(WorkList list, IReadOnlyList<WorkListSoin> soins, DateTimeOffset now) =>
        Csv.Write(soins.Select(s => Row(s, now)).Prepend(
            [.. new[]
            {
                "Depuis le", "Jours", "Date du soin", "Acte", "Adhérent", "Bénéficiaire", "Professionnel", "Part attendue",
                list.AmountLabel + " (€)", "Pris par", "Soin",
            }.Select(Csv.Text)]));

    /// <summary>The name of the file.</summary>
    /// <param name="list">The list.</param>
    /// <param name="now">Now.</param>
    public static string FileName(WorkList list, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"a-traiter-{list.Slug}-{Paris.Day(now):yyyy-MM-dd}.csv");

    private static string[] Row(WorkListSoin soin, DateTimeOffset now)
    {
        var vue = StoredJson.ReadVue(soin.Vue);
        return
        [
            Csv.Day(Paris.Day(soin.Since)),
            Csv.Number(Paris.Day(now).DayNumber - Paris.Day(soin.Since).DayNumber),
            Csv.Day(vue.DateSoin),
            Csv.Text(Labels.Acte(vue)),
            Csv.Text(soin.AdherentId),
            Csv.Text(vue.BeneficiaireId),
            Csv.Text(vue.ProfessionnelId),
            Csv.Text(soin.ExpectedPart is { } part ? French.Capitalised(part.Label) : ""),
            soin.Enjeu.Cents == 0 ? Csv.Text("inconnu") : Csv.Euros(soin.Enjeu),
            Csv.Text(soin.Agent),
            Csv.Text(soin.SoinId.ToString()),
        ];
    }
}
