using System.Globalization;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Spectre.Console;

namespace Reconciliation.Recon;

/// <summary>How a command shows where it stands: a bar with the rate for eyes, nothing between the lines of a log.</summary>
internal static class Suivi
{
    /// <summary>How often the rate is worked out anew.</summary>
    private static readonly TimeSpan Pas = TimeSpan.FromMilliseconds(250);

    /// <summary>French figures: a comma, and spaces that do not break between thousands.</summary>
    public static readonly NumberFormatInfo Francais = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u00a0" };

    /// <summary>Whether output goes to a file or a program.</summary>
    public static bool EstRedirige => Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive;

    /// <summary>Runs work behind a bar.</summary>
    /// <param name="titre">What is done, in French.</param>
    /// <param name="borne">Whether an end is known.</param>
    /// <param name="horloge">The clock.</param>
    /// <param name="travail">The work; it tells which part of it is done, from 0 to 1, and how many lines that was.</param>
    public static async Task<T> SuivreAsync<T>(string titre, bool borne, TimeProvider horloge, Func<Action<double, double>, Task<T>> travail)
    {
        if (EstRedirige)
        {
            return await travail((_, _) => { });
        }

        return await AnsiConsole.Progress().AutoClear(true).StartAsync(async progression =>
        {
            var barre = progression.AddTask(titre, maxValue: 1);
            barre.IsIndeterminate = !borne;
            var (depart, dernier) = (horloge.GetTimestamp(), horloge.GetTimestamp());
            return await travail((part, lignes) =>
            {
                barre.Value = part;
                if (horloge.GetElapsedTime(dernier) >= Pas)
                {
                    dernier = horloge.GetTimestamp();
                    barre.Description = $"{titre} : {Nombre(lignes)}, {Debit(lignes, horloge.GetElapsedTime(depart))}";
                }
            });
        });
    }

    /// <summary>Lines a second.</summary>
    /// <param name="lignes">How many.</param>
    /// <param name="duree">In what time.</param>
    public static string Debit(double lignes, TimeSpan duree) => $"{Nombre(lignes / Math.Max(duree.TotalSeconds, 0.001))} lignes/s";

    /// <summary>A whole number as the French write it.</summary>
    /// <param name="nombre">The number.</param>
    public static string Nombre(double nombre) => nombre.ToString("#,##0", Francais);
}
