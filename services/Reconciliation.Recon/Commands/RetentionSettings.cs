using Microsoft.Extensions.Configuration;
using Reconciliation.Core;
using Reconciliation.Hosting;

namespace Reconciliation.Recon;

/// <summary>How long what is kept, as the environment says.</summary>
internal static class RetentionSettings
{
    /// <summary>Reads the configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="DemarrageRefuseException">A number is out of range, or exceptions would go before the rest.</exception>
    public static DureesDeConservation Read(IConfiguration configuration)
    {
        DureesDeConservation durees;
        try
        {
            durees = configuration.GetSection(DureesDeConservation.Section).Get<DureesDeConservation>() ?? new();
        }
        catch (InvalidOperationException)
        {
            throw new DemarrageRefuseException($"RECONCILIATION_{DureesDeConservation.Section}__… must be whole numbers of months.");
        }

        int[] mois = [durees.SoinsMois, durees.ExceptionsMois, durees.AccesMois, durees.QuarantaineMois];
        return Array.TrueForAll(mois, m => m is >= DureesDeConservation.MoisMin and <= DureesDeConservation.MoisMax) && durees.ExceptionsMois >= durees.SoinsMois
            ? durees
            : throw new DemarrageRefuseException(
                $"RECONCILIATION_{DureesDeConservation.Section}__… must be from {DureesDeConservation.MoisMin} to {DureesDeConservation.MoisMax} months, and ExceptionsMois not less than SoinsMois.");
    }
}
