using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>The month of the demo: the 12 November 2025 and what surrounds it, moved so that it ends today.</summary>
/// <param name="maintenant">The instant at which the demo is looked at.</param>
internal sealed class Calendrier(DateTimeOffset maintenant)
{
    /// <summary>How many days of care the demo covers.</summary>
    public const int Jours = 30;

    public DateOnly AujourdHui { get; } = Paris.Jour(maintenant);

    public DateOnly PremierSoin => IlYA(Jours);

    /// <summary>The first day of care that is paid in two transfers.</summary>
    public DateOnly Reforme => IlYA(Jours / 2);

    public DateOnly IlYA(int jours) => AujourdHui.AddDays(-jours);

    /// <summary>The first day from a day on on which banks transfer money.</summary>
    public static DateOnly Ouvre(DateOnly jour)
    {
        while (JoursNonOuvres.EstFermeTarget(jour))
        {
            jour = jour.AddDays(1);
        }

        return jour;
    }

    /// <summary>The last bank day after one day, up to another; the next one if there is none. A transfer does not wait for Monday.</summary>
    /// <param name="apres">The day after which.</param>
    /// <param name="jour">The day up to which.</param>
    public static DateOnly OuvreEntre(DateOnly apres, DateOnly jour)
    {
        var avant = jour;
        while (avant > apres && JoursNonOuvres.EstFermeTarget(avant))
        {
            avant = avant.AddDays(-1);
        }

        return avant > apres ? avant : Ouvre(jour);
    }

    /// <summary>
    /// The last bank day, provided that what is counted from it is still awaited: at Easter the calendar would leave nothing to wait for.
    /// </summary>
    public DateOnly DernierVersement()
    {
        var jour = AujourdHui;
        for (var recul = 0; recul <= 2; recul++)
        {
            if (!JoursNonOuvres.EstFermeTarget(jour.AddDays(-recul)))
            {
                return jour.AddDays(-recul);
            }
        }

        return jour;
    }

    /// <summary>When a professional transmits what was done on a day.</summary>
    public static DateTimeOffset Transmission(DateOnly jour, int minutes) => Paris.Instant(jour.ToDateTime(new TimeOnly(17, 0)).AddMinutes(minutes));
}
