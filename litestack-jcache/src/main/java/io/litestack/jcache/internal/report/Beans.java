package io.litestack.jcache.internal.report;

import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The beans of one cache, under the names that JCache prescribes. */
public final class Beans {
    private static final Pattern UNSAFE = Pattern.compile("[:=\n,]");

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final String manager;
    private final String cache;

    public Beans(String manager, String cache) {
        this.manager = safe(manager);
        this.cache = safe(cache);
    }

    private static String safe(String text) {
        return UNSAFE.matcher(text).replaceAll(".");
    }

    private ObjectName name(String type) throws MalformedObjectNameException {
        return new ObjectName("javax.cache:type=" + type + ",CacheManager=" + manager + ",Cache=" + cache);
    }

    public void showConfiguration(CompleteConfiguration<?, ?> configuration) {
        show("CacheConfiguration", new ConfigurationView(configuration));
    }

    public void hideConfiguration() {
        hide("CacheConfiguration");
    }

    public void showStatistics(Statistics statistics) {
        show("CacheStatistics", statistics);
    }

    public void hideStatistics() {
        hide("CacheStatistics");
    }

    private void show(String type, Object bean) {
        try {
            server.registerMBean(bean, name(type));
        } catch (InstanceAlreadyExistsException e) {
            // another manager with the same URI shows its own
        } catch (JMException e) {
            throw new CacheException("the cache \"" + cache + "\" cannot be shown by JMX: " + e.getMessage(), e);
        }
    }

    private void hide(String type) {
        try {
            server.unregisterMBean(name(type));
        } catch (InstanceNotFoundException e) {
            // it was not shown
        } catch (JMException e) {
            throw new CacheException("the cache \"" + cache + "\" cannot be hidden from JMX: " + e.getMessage(), e);
        }
    }
}
