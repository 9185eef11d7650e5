using System.Globalization;
using System.Text;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.ConsoleWeb.Textes;

/// <summary>Amounts, days and instants as the French write them, with spaces at which no line ends.</summary>
internal static class Francais
{
    private const char Insecable = '\u00a0';
    private const char Fine = '\u202f';

    private static readonly NumberFormatInfo Nombres = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u202f", NegativeSign = "−" };

    private static readonly string[] Jours = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];

    /// <summary><c>1 234,50 €</c>.</summary>
    public static string Euros(decimal montant) => montant.ToString("#,##0.00", Nombres) + Insecable + "€";

    /// <summary>The same, or a dash where there is none.</summary>
    public static string Euros(decimal? montant) => montant is { } valeur ? Euros(valeur) : "–";

    public static string EurosDeCents(long cents) => Euros(new Montant(cents).Euros);

    public static string Nombre(long nombre) => nombre.ToString("#,##0", Nombres);

    /// <summary><c>1 soin</c>, <c>2 soins</c>: in French the plural begins at two.</summary>
    public static string Nombre(long nombre, string singulier, string pluriel) => $"{Nombre(nombre)}{Insecable}{(Math.Abs(nombre) < 2 ? singulier : pluriel)}";

    public static string PourCent(double part) => part.ToString("0.#", Nombres) + Insecable + "%";

    /// <summary><c>14/11/2025</c>.</summary>
    public static string Jour(DateOnly jour) => jour.ToString("dd'/'MM'/'yyyy", CultureInfo.InvariantCulture);

    public static string Jour(DateOnly? jour) => jour is { } valeur ? Jour(valeur) : "–";

    /// <summary><c>vendredi 14 novembre 2025</c>.</summary>
    public static string JourLong(DateOnly jour) => $"{Jours[(int)jour.DayOfWeek]} {Paris.EnToutesLettres(jour)}".Replace(' ', Insecable);

    /// <summary><c>14/11/2025 à 17 h 02</c>, the time of Paris.</summary>
    public static string Instant(DateTimeOffset instant)
    {
        var heure = Paris.Heure(instant);
        return $"{Jour(DateOnly.FromDateTime(heure))} à{Insecable}{Heure(heure)}";
    }

    /// <summary><c>17 h 02</c>, the time of Paris.</summary>
    public static string Heure(DateTimeOffset instant) => Heure(Paris.Heure(instant));

    /// <summary>The end of something: midnight is the end of the day before, <c>15/11/2025 à 24 h</c>.</summary>
    public static string Fin(DateTimeOffset instant) =>
        Paris.Heure(instant).TimeOfDay == TimeSpan.Zero ? $"{Jour(Paris.Jour(instant).AddDays(-1))} à{Insecable}24{Insecable}h" : Instant(instant);

    /// <summary>Since which day, as one says it: <c>aujourd'hui</c>, <c>hier</c>, <c>12 jours</c>.</summary>
    public static string Age(DateTimeOffset depuis, DateTimeOffset maintenant) => (Paris.Jour(maintenant).DayNumber - Paris.Jour(depuis).DayNumber) switch
    {
        <= 0 => "aujourd'hui",
        1 => "hier",
        var jours => Nombre(jours, "jour", "jours"),
    };

    /// <summary>How long ago, in the unit that matters: <c>3 j</c>, <c>5 h</c>, <c>12 min</c>.</summary>
    public static string Duree(TimeSpan duree) =>
        duree.TotalDays >= 2 ? $"{(int)duree.TotalDays}{Insecable}j"
        : duree.TotalHours >= 1 ? $"{(int)duree.TotalHours}{Insecable}h"
        : $"{Math.Max(0, (int)duree.TotalMinutes)}{Insecable}min";

    /// <summary>The value of a date field.</summary>
    public static string? Champ(DateOnly? jour) => jour?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The value of a field of date and time, in Paris.</summary>
    public static string Champ(DateTimeOffset instant) => Paris.Heure(instant).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A machine-readable instant, for <c>time</c> elements.</summary>
    public static string Machine(DateTimeOffset instant) => instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A text with spaces that do not break before signs, inside amounts, hours and quotes: thin ones where printers set them thin.</summary>
    public static string Insecables(string texte)
    {
        var sortie = new StringBuilder(texte.Length);
        for (var i = 0; i < texte.Length; i++)
        {
            var (avant, apres) = (i > 0 ? texte[i - 1] : ' ', i + 1 < texte.Length ? texte[i + 1] : ' ');
            var colle = apres is '€' or '%' or ':' or '»' || avant is '«' || (char.IsDigit(avant) && (char.IsDigit(apres) || apres == 'h')) || (avant == 'h' && char.IsDigit(apres));
            sortie.Append(texte[i] != ' ' ? texte[i] : apres is ';' or '?' or '!' ? Fine : colle ? Insecable : ' ');
        }

        return sortie.ToString();
    }

    private static string Heure(DateTime heure) => string.Create(CultureInfo.InvariantCulture, $"{heure.Hour}{Insecable}h{Insecable}{heure.Minute:00}");
}
